/** When what nothing refers to any more is gone: a `WeakRef` holds what it names for the task that made it. */
export function collected(): Promise<void>
