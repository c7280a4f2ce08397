import { ALL, MENTIONED, UNREAD } from './views.mjs'

const many = (count, make) => Array.from({ length: count }, make)

const readTop = (candidate) => candidate.window(ALL, 0, 50).length + candidate.unread(ALL)

function writeAndRead(candidate, event) {
  candidate.write(event)
  return readTop(candidate)
}

const messages = (slotOf) => (world, candidate, count) =>
  many(count, () => candidate.eventOf(world.message(slotOf(world))))

const anySlot = (world) => world.anySlot()
const busySlot = (world) => world.busySlot()

/**
 * The work items. Of each:
 * - `prepare(world, candidate, count)` makes the inputs, untimed, never more than `block`;
 * - `run(candidate, input)` is what is timed; what it returns only keeps it from being optimised away;
 * - `settle(world, candidate)` puts things back after the inputs, untimed;
 * - `opsPerInput` divides the time, where one input is many events; `views` is how many lanes are live (3 unless said);
 * - `isBulk` says that one input takes time in proportion to the rows;
 * - `createsOwn` says that `run` is given a function that makes an empty candidate.
 */
export const ITEMS = {
  W1: {
    title: 'bulk load of n rows',
    createsOwn: true,
    isBulk: true,
    block: 1,
    prepare: (world, candidate) => [candidate.listOf(world.rows)],
    run: (create, list) => {
      const candidate = create()
      candidate.load(list)
      return readTop(candidate)
    },
  },
  W1p: {
    title: 'page of 100 new rows',
    block: 1,
    prepare: (world, candidate) => [candidate.pageOf(world.page())],
    run: (candidate, page) => {
      candidate.page(page)
      return readTop(candidate)
    },
    settle: (world, candidate) => candidate.remove(world.dropLast(100)),
  },
  W2: { title: 'new message, then top 50 + unread', prepare: messages(anySlot), run: writeAndRead },
  W2z: { title: 'the same, Zipf', prepare: messages(busySlot), run: writeAndRead },
  W2w: {
    title: 'the same, write only',
    prepare: messages(anySlot),
    run: (candidate, event) => candidate.write(event),
  },
  W2u: {
    title: 'W2 told as a full row',
    prepare: (world, candidate, count) => many(count, () => candidate.eventOf(world.rowOfMessage(world.anySlot()))),
    run: writeAndRead,
  },
  W3: {
    title: 'batch of 1000 messages, one read (per event)',
    opsPerInput: 1000,
    block: 1,
    prepare: (world, candidate) => [messages(anySlot)(world, candidate, 1000)],
    run: (candidate, events) => {
      candidate.writeAll(events)
      return readTop(candidate)
    },
  },
  W4: {
    title: 'pin or unpin, then top 50 + unread',
    prepare: (world, candidate, count) => {
      const inputs = []
      while (inputs.length < count) {
        const [slot] = world.slotsWhere((row) => !row.stickTop, 1)
        for (const stickTop of [true, false]) inputs.push(candidate.eventOf(world.stickTop(slot, stickTop)))
      }
      return inputs
    },
    run: writeAndRead,
  },
  W5: {
    title: 'mark read, then top 50 + size of unread',
    block: 50,
    prepare: (world, candidate, count) => {
      const slots = world.slotsWhere((row) => row.unreadCount > 0, count)
      world.readSlots = slots.map((slot) => [slot, world.row(slot)])
      return slots.map((slot) => candidate.eventOf(world.read(slot)))
    },
    run: (candidate, event) => {
      candidate.write(event)
      return candidate.window(UNREAD, 0, 50).length + candidate.size(UNREAD)
    },
    settle: (world, candidate) => {
      for (const [slot, { unreadCount, mentions }] of world.readSlots) {
        candidate.write(candidate.eventOf(world.unread(slot, unreadCount, mentions)))
      }
    },
  },
  W6: {
    title: 'new message, then 5 views (top 50 + size)',
    views: 5,
    prepare: messages(anySlot),
    run: (candidate, event) => {
      candidate.write(event)
      let read = 0
      for (let view = 0; view < 5; view++) read += candidate.window(view, 0, 50).length + candidate.size(view)
      return read
    },
  },
  W7w: {
    title: 'random window of 50',
    prepare: (world, _, count) => many(count, () => world.random.below(Math.max(1, world.size - 50))),
    run: (candidate, start) => candidate.window(ALL, start, start + 50).length,
  },
  W7s: {
    title: 'random window of 50 of a 1 % view',
    prepare: (world, candidate, count) => {
      const starts = Math.max(1, candidate.size(MENTIONED) - 50)
      return many(count, () => world.random.below(starts))
    },
    run: (candidate, start) => candidate.window(MENTIONED, start, start + 50).length,
  },
  W7r: {
    title: 'rank of an id',
    prepare: (world, _, count) => many(count, () => world.row(world.anySlot()).id),
    run: (candidate, id) => candidate.rank(ALL, id),
  },
  W8: {
    title: 'snapshot of n fresh rows, 1 % changed',
    isBulk: true,
    block: 1,
    prepare: (world, candidate) => [candidate.listOf(world.snapshot())],
    run: (candidate, list) => {
      candidate.snapshot(list)
      return readTop(candidate)
    },
  },
}
