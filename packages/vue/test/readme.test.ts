import * as core from '@convolist/core'
import * as composables from '@convolist/vue/composables'
import { expect, it, vi } from 'vitest'
import * as Vue from 'vue'
import { mount } from './support/harness.js'
import { compile, run, samplesOf } from './support/samples.js'

const samples = samplesOf('README.md')

it('has samples that compile, templates too', { timeout: 60_000 }, () => {
  expect(samples.length).toBeGreaterThan(8)
  expect(compile(samples)).toEqual([])
})

it('finds a mistake in the script of a sample and in its template', { timeout: 60_000 }, () => {
  const script = '<script setup lang="ts">\nimport { useUnread } from \'@convolist/vue\'\nconst unread = useUnread()\n'
  const inScript = `${script}const text: string = unread.value\n</script>\n<template>{{ text }}</template>\n`
  const inTemplate = `${script}</script>\n<template>{{ unread.trim() }}</template>\n`
  const mistakes = compile([
    { name: 'script.vue', code: inScript, runs: false },
    { name: 'template.vue', code: inTemplate, runs: false },
  ])
  expect(mistakes).toEqual([
    expect.stringMatching(/script\.vue.*Type 'number'/),
    expect.stringMatching(/template\.vue.*'trim' does not exist on type 'number'/),
  ])
})

it('opens with a program of twenty lines that runs as pasted', async () => {
  const first = samples.find(({ runs }) => runs)
  if (!first) throw new Error('the README has no block marked "run"')
  expect(first.code.trim().split('\n').length).toBeLessThanOrEqual(20)
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] })
  const modules = { '@convolist/core': core, '@convolist/vue/composables': composables, vue: Vue }
  const App = run(first, modules) as Vue.Component
  const { container } = mount(App)
  await Vue.nextTick()
  await Vue.nextTick()
  expect(container.textContent).toBe('0 unreadAda 0Grace 0')
  for (const text of ['1 unreadGrace 1Ada 0', '3 unreadAda 2Grace 1']) {
    vi.advanceTimersByTime(1000)
    await Vue.nextTick()
    await Vue.nextTick()
    expect(container.textContent).toBe(text)
  }
  vi.useRealTimers()
})
