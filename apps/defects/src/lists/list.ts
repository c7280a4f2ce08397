import type { Shown } from '../wrong.js'

/** Something that hears the SDK and shows a list. */
export interface List {
  read(): Shown
  dispose(): void
}
