import { eachFrame } from './traffic.mjs'

/** The user: what they do reaches the page by the browser's own input, but for scrolling that goes by frames. */
export function createHand() {
  let delays = []
  let stop = () => {}
  const note = ({ timeStamp }) => delays.push(performance.now() - timeStamp)
  for (const type of ['keydown', 'wheel']) addEventListener(type, note, { capture: true, passive: true })
  return {
    /** How long each input since the last time waited for the page's first listener, in ms. */
    takeDelays() {
      const taken = delays
      delays = []
      return taken
    },
    /** Scrolls by so many pixels at each frame, back again after `turn` frames. */
    scroll(pixels, turn) {
      const list = document.querySelector('.list')
      stop = eachFrame((frame) => list.scrollBy({ top: Math.floor(frame / turn) % 2 === 0 ? pixels : -pixels }))
    },
    rest: () => stop(),
    /** Waits for so many frames, no longer than `limitMs`. */
    watch: (frames, limitMs) =>
      new Promise((resolve) => {
        const end = () => {
          stopCounting()
          resolve()
        }
        const stopCounting = eachFrame((frame) => frame >= frames && end())
        setTimeout(end, limitMs)
      }),
  }
}
