/** What a report says of itself: of which commit it is, on which Node, and when it was made. */
export function aboutRun(): { readonly commit: string; readonly node: string; readonly date: string }
