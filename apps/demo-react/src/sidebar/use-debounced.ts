import { useEffect, useState } from 'react'

/** The value as it was when it last stood still for `ms`; empty text is passed on at once. */
export function useDebounced(text: string, ms: number): string {
  const [settled, setSettled] = useState(text)
  useEffect(() => {
    const timer = setTimeout(setSettled, text === '' ? 0 : ms, text)
    return () => clearTimeout(timer)
  }, [text, ms])
  return settled
}
