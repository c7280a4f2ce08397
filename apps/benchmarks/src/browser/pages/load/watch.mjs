/** From the moment the browser has an input to the moment the page's first listener hears it. */
export function watchInputs() {
  let delays = []
  const note = ({ timeStamp }) => delays.push(performance.now() - timeStamp)
  for (const type of ['keydown', 'wheel']) addEventListener(type, note, { capture: true, passive: true })
  return {
    take() {
      const taken = delays
      delays = []
      return taken
    },
  }
}
