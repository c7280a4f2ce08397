import { en, type Texts } from './en.js'
import { zhCn } from './zh-cn.js'

export type { Texts } from './en.js'

export type Language = 'en' | 'zh-CN'

export const languages: readonly Language[] = ['en', 'zh-CN']

export const textsOf = (language: Language): Texts => (language === 'zh-CN' ? zhCn : en)

/** The first of the user's languages that we speak; English otherwise. */
export function pickLanguage(wanted: readonly string[]): Language {
  const known = wanted.map((tag) => tag.toLowerCase()).find((tag) => tag.startsWith('zh') || tag.startsWith('en'))
  return known?.startsWith('zh') ? 'zh-CN' : 'en'
}
