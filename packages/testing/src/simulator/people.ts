import type { Prng } from '../prng.js'

/** A user or a group as others see it. Never changed in place: a rename makes a new one. */
export interface Profile {
  readonly id: string
  readonly name: string
  readonly avatarUrl: string
  readonly updatedAt: number
}

const surnames = [...'王李张刘陈杨黄赵周吴徐孙马朱胡郭何林罗高郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余']
const givenNames =
  '子涵 雨桐 浩然 欣怡 宇轩 思远 一诺 佳琪 梓萱 俊杰 晓彤 明轩 静怡 志强 婷婷 建国 秀英 文博 若曦 天佑 小龙 海燕'.split(
    ' ',
  )
const firstNames =
  'Ada Ben Chloe Daniel Emma Felix Grace Henry Iris Jack Kira Leo Maya Noah Olivia Peter Quinn Rosa Sam Tara Uma Victor'.split(
    ' ',
  )
const lastNames =
  'Adams Baker Clark Diaz Evans Foster Garcia Hughes Ito Jones Kim Lopez Meyer Novak Okafor Patel'.split(' ')
const teamSubjects =
  '产品 研发 设计 市场 客服 运营 财务 Launch Payments Mobile Growth Support Weekend Book Running 前端 华东区'.split(' ')
const teamKinds = '讨论组 项目群 周报群 值班群 team crew room club 通知群 交流群'.split(' ')

/** Names that have broken a chat list before: markup, bidirectional controls, nothing visible, very long, odd ids. */
export const hostileTitles: readonly string[] = [
  '<img src=x onerror="document.title=\'owned\'">',
  '<script>alert(1)</script>',
  '\u202Egnp.elif\u202C invoice',
  '\u2066مرحبا\u2069 שלום mixed',
  '👩‍👩‍👧‍👦🏳️‍🌈🇨🇳👨🏿‍🚀',
  'Z̸̢̛͎a̷̡̛l̶̨̛g̵̢̛o̸̧̕',
  '   ',
  '\u200B\u200B\u200B',
  '{{constructor.constructor("return 1")()}}',
  '__proto__',
  'line one\nline two\ttabbed',
  '超长标题'.repeat(2_500),
]

/** A name that is realistic, in Chinese or English. */
export function personName(prng: Prng): string {
  return prng.chance(0.6)
    ? prng.pick(surnames) + prng.pick(givenNames)
    : `${prng.pick(firstNames)} ${prng.pick(lastNames)}`
}

export function teamName(prng: Prng): string {
  const number = prng.chance(0.5) ? ` ${prng.int(2, 40)}` : ''
  return `${prng.pick(teamSubjects)} ${prng.pick(teamKinds)}${number}`
}

const colours = ['#b4534a', '#8a5a9e', '#3f6fb0', '#2f7d6b', '#6b7a2f', '#a86b1f', '#5c5f66', '#9b3f72']
const avatars = new Map<string, string>()

/** A drawn avatar, initial on colour, as a data URI: no network. Equal names share one string. */
export function avatarOf(name: string): string {
  const initial = [...name.trim()].find((letter) => /[\p{L}\p{N}]/u.test(letter)) ?? '?'
  const colour = colours[name.length % colours.length] as string
  const known = avatars.get(initial + colour)
  if (known !== undefined) return known
  const drawing =
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><rect width="40" height="40" fill="${colour}"/>` +
    `<text x="20" y="27" font-size="20" font-family="sans-serif" text-anchor="middle" fill="#fff">${initial}</text></svg>`
  const uri = `data:image/svg+xml,${encodeURIComponent(drawing)}`
  avatars.set(initial + colour, uri)
  return uri
}

const sentences = [
  '好的，收到',
  '明天上午十点开会，别忘了',
  '这个需求今天能上线吗？',
  '哈哈哈哈',
  '我在路上，大概十分钟到',
  '合同已经发你邮箱了',
  '麻烦看一下附件',
  '周末一起吃饭？',
  '订单 20251018 已发货',
  '👌',
  'Sounds good to me.',
  'Can you review this before lunch?',
  'On my way',
  'The build is green again 🎉',
  'Who is on call tonight?',
  'See the doc: https://example.com/spec?id=42&view=all',
  'lol',
  'Could you resend the invoice, please?',
  'Let us move it to Thursday.',
  'ok',
]

export const sentence = (prng: Prng): string => prng.pick(sentences)
