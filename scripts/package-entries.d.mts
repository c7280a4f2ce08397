export function sourcesOf(folder: string, manifest: { exports: Record<string, unknown> }): Record<string, string>
export function sourceAliases(): { find: RegExp; replacement: string }[]
