import ts from 'typescript'

/** What a call of this name gives is as long as what it copied. */
const COPIES = new Set(['slice', 'concat', 'map', 'filter', 'flatMap', 'flat', 'toSorted', 'toReversed', 'toSpliced'])
const COPIES_OF = new Set(['Array.from', 'Object.keys', 'Object.values', 'Object.entries', 'Object.fromEntries'])
/** And a call of this name moves or looks through what it is called on, without calling anything back. */
const WALKS = new Set(['splice', 'shift', 'unshift', 'indexOf', 'includes', 'fill', 'copyWithin', 'reverse', 'join'])
const COLLECTIONS = /^(Array|Map|Set|[A-Z]\w+Array)$/

/**
 * Lets the packages count what they do: a Vite plugin for the guard's run alone. No file is touched, and nothing of it
 * is in a build.
 */
export function countOperations() {
  return {
    name: 'count-operations',
    enforce: 'pre',
    transform(code, id) {
      const file = /\/packages\/((?:core|adapter-[\w-]+)\/src\/.*\.ts)$/.exec(id.split('?')[0])?.[1]
      return file && { code: withCounters(code, file), map: null } // lines stay where they were
    },
  }
}

/** The code with a counter at each call, each round of a loop, each object that is made and each copy of cells. */
export function withCounters(code, file) {
  const source = ts.createSourceFile(file, code, ts.ScriptTarget.Latest, true)
  const sites = []
  const insertions = []
  const insert = (at, text, isEnd = false) => insertions.push({ at, text, isEnd, order: insertions.length })
  const site = (kind, node) => sites.push(`${kind} ${nameOf(node)}`) - 1
  const count = (kind, node) => `__n[${site(kind, node)}]++`
  const wrap = (node, before, after = ')') => {
    insert(node.getStart(source), before)
    insert(node.end, after, true)
  }

  function visit(node) {
    if (ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node)) return
    if (isMade(node)) wrap(node, `(${count('made', node)}, `)
    if (isWhole(node)) wrap(node, `__guard.cells(__n, ${site('cells', node)}, `)
    if (ts.isSpreadAssignment(node) || ts.isSpreadElement(node)) {
      wrap(node.expression, `__guard.cells(__n, ${site('cells', node)}, `)
    }
    if (isWalk(node)) wrap(node.expression.expression, `__guard.cells(__n, ${site('cells', node)}, `)
    if (ts.isFunctionLike(node) && node.body) countBody(node, 'calls')
    if (ts.isIterationStatement(node, false)) countBody(node, 'rounds', node.statement)
    ts.forEachChild(node, visit)
  }

  function countBody(node, kind, body = node.body) {
    if (ts.isBlock(body)) insert(body.getStart(source) + 1, `${count(kind, body)};`)
    else if (ts.isExpression(body)) wrap(body, `(${count(kind, body)}, `)
    else wrap(body, `{${count(kind, body)};`, '}')
  }

  visit(source)
  return `const __n = __guard.countersOf(${JSON.stringify(file)}, ${JSON.stringify(sites)});${apply(code, insertions)}`
}

/** At one place, what ends goes before what begins: inner ends first, outer begins first. */
function apply(code, insertions) {
  const sorted = insertions.toSorted((a, b) => {
    if (a.at !== b.at) return a.at - b.at
    if (a.isEnd !== b.isEnd) return a.isEnd ? -1 : 1
    return a.isEnd ? b.order - a.order : a.order - b.order
  })
  let text = ''
  let done = 0
  for (const { at, text: inserted } of sorted) {
    text += code.slice(done, at) + inserted
    done = at
  }
  return text + code.slice(done)
}

function isMade(node) {
  if (ts.isObjectLiteralExpression(node) || ts.isArrayLiteralExpression(node)) return !isPattern(node)
  return ts.isNewExpression(node) || ts.isArrowFunction(node) || ts.isFunctionExpression(node)
}

/** `[a, b] = …` makes no array. */
function isPattern(node) {
  for (let at = node; at.parent; at = at.parent) {
    const { parent } = at
    if (ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
      return parent.left === at
    }
    if (ts.isForOfStatement(parent)) return parent.initializer === at
    if (!ts.isArrayLiteralExpression(parent) && !ts.isObjectLiteralExpression(parent)) return false
  }
  return false
}

function isWhole(node) {
  if (ts.isNewExpression(node)) return COLLECTIONS.test(node.expression.getText())
  if (!isMethodCall(node)) return false
  return COPIES.has(node.expression.name.text) || COPIES_OF.has(node.expression.getText())
}

const isWalk = (node) => isMethodCall(node) && WALKS.has(node.expression.name.text)

const isMethodCall = (node) =>
  ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) && !ts.isOptionalChain(node)

/** The nearest function with a name around a place. */
function nameOf(node) {
  for (let at = node; at; at = at.parent) {
    if (ts.isFunctionLike(at) && at.name) return at.name.getText()
    if (ts.isConstructorDeclaration(at)) return at.parent.name?.text ?? 'constructor'
    const isNamed = ts.isVariableDeclaration(at) || ts.isPropertyDeclaration(at)
    if (isNamed && at.initializer && ts.isFunctionLike(at.initializer)) return at.name.getText()
  }
  return 'module'
}
