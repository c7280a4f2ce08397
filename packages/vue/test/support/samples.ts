/// <reference types="node" />
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { compileScript, parse } from 'vue/compiler-sfc'

export interface Sample {
  readonly name: string
  readonly code: string
  /** Is it a whole program, to be run? */
  readonly runs: boolean
}

const here = dirname(fileURLToPath(import.meta.url))
const packages = join(here, '../../..')

/** The code blocks of a Markdown file. "```ts engine.ts" gives a block its name, for others to import. */
export function samplesOf(markdown: string): Sample[] {
  const blocks = readFileSync(join(here, '../..', markdown), 'utf8').matchAll(/^```(ts|vue) ?(\S*)\n(.*?)^```$/gms)
  return [...blocks].map(([, language, word = '', code = ''], place) => ({
    name: word.includes('.') ? word : `sample-${place + 1}.${language}`,
    code,
    runs: word === 'run',
  }))
}

/** A component as the module it is compiled to, its template within `setup`, where its expressions have types. */
function toTypeScript({ name, code }: Sample): string {
  if (!name.endsWith('.vue')) return code
  const { descriptor, errors } = parse(code, { filename: name })
  if (errors[0]) throw errors[0]
  return compileScript(descriptor, { id: name, inlineTemplate: true }).content
}

/** What the compiler has against the samples, under the strictest options, each with its place. */
export function compile(samples: readonly Sample[]): string[] {
  const files = new Map(
    samples.map((sample) => [join(here, sample.name.replace('.vue', '.vue.ts')), toTypeScript(sample)]),
  )
  const options: ts.CompilerOptions = {
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'],
    types: [],
    noEmit: true,
    skipLibCheck: true,
    paths: {
      '@convolist/core': [`${packages}/core/src/index.ts`],
      '@convolist/vue': [`${packages}/vue/src/index.ts`],
      '@convolist/vue/composables': [`${packages}/vue/src/composables.ts`],
    },
  }
  const disk = ts.createCompilerHost(options)
  const host: ts.CompilerHost = {
    ...disk,
    fileExists: (file) => files.has(file) || disk.fileExists(file),
    readFile: (file) => files.get(file) ?? disk.readFile(file),
    getSourceFile: (file, version) => {
      const code = files.get(file)
      return code === undefined ? disk.getSourceFile(file, version) : ts.createSourceFile(file, code, version)
    },
  }
  const program = ts.createProgram([...files.keys()], options, host)
  const found = [...files.keys()].flatMap((file) => {
    const source = program.getSourceFile(file)
    return (program.getSyntacticDiagnostics(source) as readonly ts.Diagnostic[]).concat(
      program.getSemanticDiagnostics(source),
    )
  })
  return [...program.getOptionsDiagnostics(), ...found].map((one) => {
    const line = one.file?.getLineAndCharacterOfPosition(one.start ?? 0).line ?? 0
    return `${one.file?.fileName.slice(here.length + 1)}:${line + 1} ${ts.flattenDiagnosticMessageText(one.messageText, ' ')}`
  })
}

/** Runs a sample and gives its default export; what it imports comes from `modules`. */
export function run(sample: Sample, modules: Readonly<Record<string, unknown>>): unknown {
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 }
  const { outputText } = ts.transpileModule(toTypeScript(sample), { compilerOptions })
  const require = (name: string): unknown => {
    if (name in modules) return modules[name]
    throw new Error(`the sample imports ${name}, which a new user may not have`)
  }
  const exported: { default?: unknown } = {}
  new Function('require', 'exports', outputText)(require, exported)
  return exported.default
}
