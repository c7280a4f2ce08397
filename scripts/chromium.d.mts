export function findChromium(): string | undefined
export function launchOptions(): { args: string[]; executablePath?: string }
