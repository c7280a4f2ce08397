import { median } from '../cells.mjs'

/** The kinds of events that a binding is measured with; pages/bindings/rig.mjs makes them. */
export const KINDS = ['outside', 'changed', 'toTop']

/** The screens, by the names they have in a report. The extra ones are Vue's list with the Pinia store beside it. */
export const BINDINGS = {
  react: { query: { screen: 'react' } },
  vue: { query: { screen: 'vue' } },
  'vue-store': { query: { screen: 'vue-store' }, isExtra: true },
  'vue-subscribe': { query: { screen: 'vue-store', subscribed: 1 }, isExtra: true },
  'vue-devtools': { query: { screen: 'vue-store', devtools: 1 }, isExtra: true },
}

/** The rounds joined: one record for each binding, number of rows and kind of event. */
export function joinBindings(done) {
  const jobs = done.filter(({ task }) => task === 'binding')
  const keys = [...new Set(jobs.map(({ candidate, size }) => `${candidate} ${size}`))]
  return keys.flatMap((key) => {
    const own = jobs.filter(({ candidate, size }) => `${candidate} ${size}` === key)
    const [{ candidate, size }] = own
    const error = own.find((job) => job.skipped ?? job.error)
    return KINDS.map((kind) => {
      const rounds = own.flatMap(({ result }) => (result ? [result[kind]] : []))
      const of = (name) => median(rounds.map((round) => round[name]))
      return {
        binding: candidate,
        size,
        kind,
        us: of('us'),
        layoutUs: of('layoutUs'),
        rowRenders: of('rowRenders'),
        listRenders: of('listRenders'),
        layouts: of('layouts'),
        roundsUs: rounds.map(({ us }) => us),
        error: error && (error.skipped ?? 'failed'),
      }
    })
  })
}
