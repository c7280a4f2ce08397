import type { Plugin } from 'vite'

export function plantedBug(): Plugin
