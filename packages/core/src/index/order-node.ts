import { replaced, sized } from './arrays.js'
import { lowBits, lowestBit, popcount } from './bits.js'
import type { Edit } from './edit.js'

export type Compare<R> = (a: R, b: R) => number

/**
 * A number that never falls along the order: a row before another weighs no more. Searching then reads numbers that lie
 * side by side, and touches rows only to break ties. A constant is right, and slower.
 */
export type WeightOf<R> = (row: R) => number

/** Which lanes a row is in: bit k set means member of lane k. Lane 0 holds every row, whatever bit 0 says. */
export type BitsOf<R> = (row: R) => number

/**
 * Rows in order, with any number of lanes (views) over them: a persistent order-statistic B+ tree. Every node counts
 * the members of each lane below it, so one copied path keeps order, sizes, ranks and windows of all views together.
 *
 * A tree never changes; an edit gives the next one, which shares all but a path. Under one `Edit` a batch reuses the
 * nodes it made, so of a batch only the last tree may be kept.
 *
 * The tree is a class instance, so immer neither drafts nor walks it, nor the plain arrays below.
 */
export class OrderTree<R> {
  /** Root and height are set while the tree is being made, never after. */
  constructor(
    readonly compare: Compare<R>,
    readonly weightOf: WeightOf<R>,
    readonly laneCount: number,
    public root: Node<R>,
    /** Inner levels above the leaves. */
    public height: number,
  ) {}
}

// Rows of a leaf, and kids of an inner node. Measured: 16 makes the tree too high, 30 makes copies too large. Never more
// than 30: a mask over them then is a small integer in V8 with compressed pointers (Chrome), where 32 bits are boxed.
export const NODE_MAX = 21
export const NODE_FILL = 18
export const NODE_MIN = 5

declare const rowType: unique symbol

/**
 * `[mask per lane, ...rows]`: bit i of a mask says whether row i is a member. A leaf is never changed, only exchanged.
 *
 * Nodes are arrays, not objects that hold arrays: a copy is one allocation, and a search in a large tree, which mostly
 * waits for memory, waits less (a single event at 100k: 20 % faster).
 */
export type Leaf<R> = readonly unknown[] & { readonly [rowType]?: R }

/**
 * `[owner, weights, mask per lane, count per lane, ...kids]`: bit i of a mask says whether kid i has members at all, a
 * count is how many rows below are members. The weights are those of the kids' first rows, in an array of their own
 * that is never changed, only exchanged. The node itself changes under its owner.
 */
export type Inner<R> = unknown[] & { readonly [rowType]?: R }

/** Which of the two it is follows from its level: leaves are level 0. */
export type Node<R> = Leaf<R> | Inner<R>

const OWNER = 0
const WEIGHTS = 1
const INNER_HEAD = 2

export function sizeOf(node: Node<unknown>, level: number, laneCount: number): number {
  return level === 0 ? node.length - laneCount : node.length - INNER_HEAD - 2 * laneCount
}

/** Which rows of a leaf are members of a lane. */
export function leafMask(leaf: Leaf<unknown>, lane: number): number {
  return leaf[lane] as number
}

/** Which kids of an inner node have members of a lane. */
export function kidMask(inner: Inner<unknown>, lane: number): number {
  return inner[INNER_HEAD + lane] as number
}

/** How many rows in or below a node are members of a lane. */
export function countOf(node: Node<unknown>, level: number, lane: number, laneCount: number): number {
  return level === 0 ? popcount(node[lane] as number) : (node[INNER_HEAD + laneCount + lane] as number)
}

export function rowOf<R>(leaf: Leaf<R>, at: number, laneCount: number): R {
  return leaf[laneCount + at] as R
}

export function kidOf<R>(inner: Inner<R>, at: number, laneCount: number): Node<R> {
  return inner[INNER_HEAD + 2 * laneCount + at] as Node<R>
}

export function weightsOf(inner: Inner<unknown>): readonly number[] {
  return inner[WEIGHTS] as readonly number[]
}

/** The rows of a leaf or the kids of an inner node. */
export function itemsOf<R>(node: Leaf<R>, level: 0, laneCount: number): R[]
export function itemsOf<R>(node: Node<R>, level: number, laneCount: number): Node<R>[]
export function itemsOf<R>(node: Node<R>, level: number, laneCount: number): unknown[] {
  return node.slice(node.length - sizeOf(node, level, laneCount))
}

/** The bit set of row `at`, read back from the masks. */
export function bitsAt(leaf: Leaf<unknown>, at: number, laneCount: number): number {
  let bits = 0
  for (let lane = 0; lane < laneCount; lane++) bits |= ((leafMask(leaf, lane) >>> at) & 1) << lane
  return bits
}

export function firstRow<R>(node: Node<R>, level: number, laneCount: number): R {
  let first = node
  for (let below = level; below > 0; below--) first = kidOf(first as Inner<R>, 0, laneCount)
  return rowOf(first, 0, laneCount)
}

/** The rows from `start` to `end`, with the bit sets that stand at the same indexes. */
export function leafOf<R>(
  rows: readonly R[],
  bits: readonly number[],
  start: number,
  end: number,
  laneCount: number,
): Leaf<R> {
  const leaf = sized<unknown>(laneCount + end - start)
  for (let lane = 0; lane < laneCount; lane++) leaf[lane] = 0
  for (let i = start; i < end; i++) {
    leaf[laneCount + i - start] = rows[i]
    for (let rest = (bits[i]! | 1) & lowBits(laneCount); rest !== 0; rest &= rest - 1) {
      const lane = lowestBit(rest)
      leaf[lane] = (leaf[lane] as number) | (1 << (i - start))
    }
  }
  return leaf
}

/** The rows from `start` to `end` of `a` and, after them, `b`. */
export function leafOfLeaves<R>(a: Leaf<R>, b: Leaf<R>, start: number, end: number, laneCount: number): Leaf<R> {
  const size = a.length - laneCount
  const leaf = sized<unknown>(laneCount + end - start)
  for (let lane = 0; lane < laneCount; lane++) {
    // The two masks side by side may be wider than 32 bits, so the wanted part is cut from each before they are joined.
    const low = start < size ? leafMask(a, lane) >>> start : 0
    const high = start < size ? leafMask(b, lane) << (size - start) : leafMask(b, lane) >>> (start - size)
    leaf[lane] = (low | high) & lowBits(end - start)
  }
  for (let i = start; i < end; i++) {
    leaf[laneCount + i - start] = i < size ? rowOf(a, i, laneCount) : rowOf(b, i - size, laneCount)
  }
  return leaf
}

/** A node over the nodes from `start` to `end`, at `level`. */
export function innerOf<R>(
  owner: Edit | undefined,
  nodes: readonly Node<R>[],
  start: number,
  end: number,
  level: number,
  { laneCount, weightOf }: OrderTree<R>,
): Inner<R> {
  const head = INNER_HEAD + 2 * laneCount
  const inner = sized<unknown>(head + end - start)
  const weights: number[] = []
  for (let i = start; i < end; i++) {
    inner[head + i - start] = nodes[i]
    weights.push(weightOf(firstRow(nodes[i]!, level - 1, laneCount)))
  }
  inner[OWNER] = owner
  inner[WEIGHTS] = weights
  for (let lane = 0; lane < laneCount; lane++) {
    let mask = 0
    let sum = 0
    for (let i = start; i < end; i++) {
      const count = countOf(nodes[i]!, level - 1, lane, laneCount)
      if (count > 0) mask |= 1 << (i - start)
      sum += count
    }
    inner[INNER_HEAD + lane] = mask
    inner[INNER_HEAD + laneCount + lane] = sum
  }
  return inner
}

/** Did `owner` make the node? */
export const isOwn = (inner: Inner<unknown>, owner: Edit): boolean => inner[OWNER] === owner

/** The node itself if `owner` made it, else a copy that is its own. */
export function ownInner<R>(inner: Inner<R>, owner: Edit): Inner<R> {
  if (isOwn(inner, owner)) return inner
  const own = inner.slice()
  own[OWNER] = owner
  return own
}

export function setKid<R>(inner: Inner<R>, at: number, kid: Node<R>, laneCount: number): void {
  inner[INNER_HEAD + 2 * laneCount + at] = kid
}

export function setWeight(inner: Inner<unknown>, at: number, weight: number): void {
  inner[WEIGHTS] = replaced(weightsOf(inner), at, weight)
}

/** Notes that below kid `at`, which is still as it was, a row comes into some lanes and leaves others. */
export function countRow(
  inner: Inner<unknown>,
  at: number,
  come: number,
  gone: number,
  level: number,
  laneCount: number,
): void {
  for (let lane = 0; lane < laneCount; lane++) {
    const change = ((come >>> lane) & 1) - ((gone >>> lane) & 1)
    if (change === 0) continue
    const mask = INNER_HEAD + lane
    const count = mask + laneCount
    inner[count] = (inner[count] as number) + change
    if (change > 0) inner[mask] = (inner[mask] as number) | (1 << at)
    else if (countOf(inner[INNER_HEAD + 2 * laneCount + at] as Node<unknown>, level - 1, lane, laneCount) === 1) {
      inner[mask] = (inner[mask] as number) & ~(1 << at)
    }
  }
}

/**
 * Puts a kid, which may hold other rows, into the place of one.
 *
 * @param before how many rows of each lane the former one had, from index `from` on: it may be the same node, changed.
 */
export function exchangeKid<R>(
  { laneCount, weightOf }: OrderTree<R>,
  inner: Inner<R>,
  at: number,
  kid: Node<R>,
  level: number,
  before: Int32Array,
  from: number,
): void {
  setKid(inner, at, kid, laneCount)
  for (let lane = 0; lane < laneCount; lane++) {
    const mask = INNER_HEAD + lane
    const count = countOf(kid, level - 1, lane, laneCount)
    inner[mask + laneCount] = (inner[mask + laneCount] as number) + count - before[from + lane]!
    inner[mask] = count > 0 ? (inner[mask] as number) | (1 << at) : (inner[mask] as number) & ~(1 << at)
  }
  const weight = level === 1 ? weightOf(rowOf(kid, 0, laneCount)) : weightsOf(kid as Inner<R>)[0]!
  if (weightsOf(inner)[at] !== weight) setWeight(inner, at, weight)
}

/** The node with `count` kids from `at` on exchanged for others that hold the same rows. */
export function withKids<R>(
  { laneCount, weightOf }: OrderTree<R>,
  inner: Inner<R>,
  at: number,
  count: number,
  parts: readonly Node<R>[],
  level: number,
  owner: Edit,
): Inner<R> {
  const kids = itemsOf(inner, level, laneCount)
  kids.splice(at, count, ...parts)
  const next: unknown[] = inner.slice(0, INNER_HEAD + 2 * laneCount).concat(kids)
  const weights = weightsOf(inner).slice()
  weights.splice(at, count, ...parts.map((part) => weightOf(firstRow(part, level - 1, laneCount))))
  next[OWNER] = owner
  next[WEIGHTS] = weights
  for (let lane = 0; lane < laneCount; lane++) {
    const mask = kidMask(inner, lane)
    let changed = (mask & lowBits(at)) | ((mask >>> (at + count)) << (at + parts.length))
    for (let i = 0; i < parts.length; i++) {
      if (countOf(parts[i]!, level - 1, lane, laneCount) > 0) changed |= 1 << (at + i)
    }
    next[INNER_HEAD + lane] = changed
  }
  return next
}
