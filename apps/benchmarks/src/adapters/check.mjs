import assert from 'node:assert/strict'
import { bruteForce } from '../work/brute-force.mjs'
import { ALL, VIEWS } from '../work/views.mjs'

/** Lets some messages be heard and compares what is shown with a fresh sort of what the vendor knows. */
export async function checkRig(rig, world, changes) {
  compareRig(rig, world)
  const { notified } = rig
  for (let i = 0; i < changes; i++) await rig.hear(rig.eventOf(world.message(world.anySlot())))
  compareRig(rig, world)
  assert.equal(rig.notified - notified, changes, 'notifications')
}

function compareRig(rig, world) {
  const { rows } = bruteForce(world.rows, VIEWS[ALL])
  const told = rows.map((row) => ({ id: rig.idOf(row), unreadCount: row.unreadCount, text: row.lastMessage.text }))
  const shown = rig.shown()
  assert.equal(shown.length, told.length)
  const wrong = told.findIndex((row, at) => shown[at].id !== row.id)
  assert.equal(wrong, -1, `out of order at ${wrong}`)
  assert.deepEqual(shown, told)
  assert.deepEqual(rig.notes?.() ?? [], [])
}
