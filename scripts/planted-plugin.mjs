import { plantedBugs } from './planted-bugs.mjs'

/** While `CONVOLIST_PLANT` names a planted bug, its file is read with the mistake in it. No file is touched. */
export function plantedBug() {
  const name = process.env.CONVOLIST_PLANT
  const planted = plantedBugs.find((one) => one.name === name)
  if (name && !planted) throw new Error(`There is no planted bug called "${name}".`)
  return {
    name: 'planted-bug',
    enforce: 'pre',
    transform(code, id) {
      if (!planted || !id.split('?')[0].endsWith(planted.file)) return
      if (code.split(planted.find).length !== 2) throw new Error(`"${planted.name}": its line is not there once.`)
      return code.replace(planted.find, () => planted.replacement)
    },
  }
}
