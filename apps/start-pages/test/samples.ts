import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { compileScript, parse } from 'vue/compiler-sfc'

/** One block of a Markdown file. */
export interface Sample {
  /** As it is written behind the language: a file's name, or `run` for a program of its own. */
  readonly name: string
  readonly code: string
}

const here = dirname(fileURLToPath(import.meta.url))
const root = join(here, '../../..')

/** What samples import of ours: read from the sources, so that nothing needs to be built. */
const ENTRIES = ['core', 'core/merge', 'react', 'vue', 'vue/composables', 'adapter-netease-nim']

function sourceOf(entry: string): string {
  const [name, file = 'index'] = entry.split('/')
  return join(root, 'packages', name!, 'src', `${file}.ts`)
}

/** The blocks of a Markdown file of this repository that have a name. */
export function samplesOf(markdown: string): Sample[] {
  const text = readFileSync(join(root, markdown), 'utf8')
  const blocks = text.matchAll(/^```(?:tsx?|vue) (\S+)\n(.*?)^```$/gms)
  return [...blocks].map(([, name = '', code = '']) => ({ name, code }))
}

/** A component becomes the module it is compiled to, its template within `setup`, where its expressions have types. */
function toTypeScript({ name, code }: Sample): string {
  if (!name.endsWith('.vue')) return code
  const { descriptor, errors } = parse(code, { filename: name })
  if (errors[0]) throw errors[0]
  return compileScript(descriptor, { id: name, inlineTemplate: true }).content
}

/** What the compiler has against the samples, which may import each other, under the strictest options. */
export function compile(samples: readonly Sample[]): string[] {
  const files = new Map(samples.map((sample) => [pathOf(sample), toTypeScript(sample)]))
  const options: ts.CompilerOptions = {
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    jsx: ts.JsxEmit.ReactJSX,
    types: [],
    noEmit: true,
    skipLibCheck: true,
    paths: Object.fromEntries(ENTRIES.map((entry) => [`@convolist/${entry}`, [sourceOf(entry)]])),
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
    const syntax: readonly ts.Diagnostic[] = program.getSyntacticDiagnostics(source)
    return syntax.concat(program.getSemanticDiagnostics(source))
  })
  return [...program.getOptionsDiagnostics(), ...found].map((one) => {
    const line = one.file?.getLineAndCharacterOfPosition(one.start ?? 0).line ?? 0
    const file = one.file?.fileName.slice(here.length + 1)
    return `${file}:${line + 1} ${ts.flattenDiagnosticMessageText(one.messageText, ' ')}`
  })
}

const pathOf = ({ name }: Sample): string => join(here, name.replace('.vue', '.vue.ts'))

type Modules = Readonly<Record<string, unknown>>

/** Runs a sample and gives what it exports; what it imports comes from `modules`. */
export function run(sample: Sample, modules: Modules): Readonly<Record<string, unknown>> {
  const compilerOptions = {
    module: ts.ModuleKind.CommonJS,
    target: ts.ScriptTarget.ES2022,
    jsx: ts.JsxEmit.ReactJSX,
    esModuleInterop: true,
  }
  const { outputText } = ts.transpileModule(toTypeScript(sample), { compilerOptions, fileName: pathOf(sample) })
  const require = (name: string): unknown => {
    if (name in modules) return modules[name]
    throw new Error(`the sample imports ${name}, which a new user may not have`)
  }
  const exported: Record<string, unknown> = {}
  new Function('require', 'exports', outputText)(require, exported)
  return exported
}
