const CJK = /[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]/u

/** One or two characters that stand for a name: initials, or the end of a Chinese name, as people there shorten it. */
export function initialsOf(name: string): string {
  const characters = [...name.trim()]
  if (characters.length === 0) return '#'
  if (CJK.test(name))
    return characters
      .filter((one) => CJK.test(one))
      .slice(-2)
      .join('')
  const words = name.split(/[\s._\-/]+/u).flatMap((word) => [...word].find((one) => /[\p{L}\p{N}]/u.test(one)) ?? [])
  return words.length === 0 ? characters[0]! : [words[0], words[1]].join('').toUpperCase()
}

/** Which of `colours` an id gets; the same one every time. */
export function colourOf(id: string, colours = 8): number {
  let hash = 0
  for (let at = 0; at < id.length; at++) hash = (Math.imul(hash, 31) + id.charCodeAt(at)) | 0
  return (hash >>> 0) % colours
}

/** The address if it is one that a picture may be read from; other people choose these. Only for an `<img>`, which runs no script. */
export function safeImageUrl(url: string | undefined): string | undefined {
  return url !== undefined && /^https:\/\/|^data:image\//i.test(url) ? url : undefined
}
