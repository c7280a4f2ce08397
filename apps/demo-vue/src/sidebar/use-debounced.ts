import { ref, watchEffect, type Ref } from 'vue'

/** The value as it was when it last stood still for `ms`; empty text is passed on at once. */
export function useDebounced(text: Readonly<Ref<string>>, ms: number): Readonly<Ref<string>> {
  const settled = ref(text.value)
  watchEffect((onCleanup) => {
    const typed = text.value
    const timer = setTimeout(() => (settled.value = typed), typed === '' ? 0 : ms)
    onCleanup(() => clearTimeout(timer))
  })
  return settled
}
