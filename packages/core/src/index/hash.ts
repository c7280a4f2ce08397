/**
 * 32 bits of a string: FNV-1a over its code units, then murmur3's finish. Ids differ mostly in their last few digits,
 * and the map reads the low bits first; without the finish those would cluster.
 */
export function hashOf(id: string): number {
  if (id !== lastId) {
    lastHash = mixed(id)
    lastId = id
  }
  return lastHash
}

// An event looks one id up several times over.
let lastId = ''
let lastHash = mixed(lastId)

function mixed(id: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}
