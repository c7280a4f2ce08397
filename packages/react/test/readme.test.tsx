import * as core from '@convolist/core'
import * as binding from '@convolist/react'
import { act } from '@testing-library/react'
import * as React from 'react'
import * as runtime from 'react/jsx-runtime'
import * as client from 'react-dom/client'
import { expect, it, vi } from 'vitest'
import './support/strict-console.js'
import { compile, run, samplesOf } from './support/samples.js'

const samples = samplesOf('README.md')

it('has samples that compile', { timeout: 60_000 }, () => {
  expect(samples.length).toBeGreaterThan(5)
  expect(compile(samples)).toEqual([])
})

it('finds a mistake in a sample', { timeout: 60_000 }, () => {
  const code = "import { useUnread } from '@convolist/react'\nexport const unread: string = useUnread()\n"
  expect(compile([{ name: 'wrong.ts', code, runs: false }])).toEqual([
    expect.stringContaining("wrong.ts:2 Type 'number'"),
  ])
})

it('opens with a program of twenty lines that runs as pasted', async () => {
  const first = samples.find(({ runs }) => runs)
  if (!first) throw new Error('the README has no block marked "run"')
  expect(first.code.trim().split('\n').length).toBeLessThanOrEqual(20)
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] })
  document.body.innerHTML = '<div id="root"></div>'
  const roots: client.Root[] = []
  const createRoot: typeof client.createRoot = (...args) => {
    const root = client.createRoot(...args)
    roots.push(root)
    return root
  }
  await act(async () =>
    run(first, {
      '@convolist/core': core,
      '@convolist/react': binding,
      'react/jsx-runtime': runtime,
      'react-dom/client': { createRoot },
      react: React,
    }),
  )
  expect(document.body.textContent).toBe('0 unreadAda 0Grace 0')
  await act(async () => vi.advanceTimersByTime(1000))
  expect(document.body.textContent).toBe('1 unreadGrace 1Ada 0')
  await act(async () => vi.advanceTimersByTime(1000))
  expect(document.body.textContent).toBe('3 unreadAda 2Grace 1')
  act(() => roots[0]?.unmount())
  vi.useRealTimers()
})
