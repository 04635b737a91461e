/** What stands around the plot of a picture. */
export interface Caption {
  readonly title: string
  readonly subtitle: string
  /** Below: how fresh it is and where it is from. */
  readonly source: string
}

const NS = 'http://www.w3.org/2000/svg'
/** What the page's styles say of a mark; a picture has no style sheet. */
const STYLED = [
  'fill',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-linecap',
  'stroke-linejoin',
  'font-size',
  'font-family',
] as const
const PAD = 20
const HEAD = 64
const LEGEND = 24
const FOOT = 28
/** Pictures are seen on screens of twice the density. */
const DENSITY = 2
const A_MINUTE_MS = 60_000

/** The chart of a frame as an SVG that stands alone: title, subtitle, plot, keys, source. */
export function svgOf(frame: Element, caption: Caption): SVGSVGElement {
  const plot = frame.querySelector<SVGSVGElement>('svg[data-plot]')!
  const width = plot.clientWidth + 2 * PAD
  const height = HEAD + plot.clientHeight + LEGEND + FOOT
  const page = getComputedStyle(document.documentElement)
  const picture = document.createElementNS(NS, 'svg')
  set(picture, { xmlns: NS, width, height, viewBox: `0 0 ${width} ${height}` })
  const paper = document.createElementNS(NS, 'rect')
  set(paper, { width, height, fill: page.backgroundColor })
  const rightToLeft = page.direction === 'rtl'
  const texts = { x: rightToLeft ? width - PAD : PAD, page }
  picture.append(
    paper,
    textOf(caption.title, { ...texts, y: 28, size: 18, weight: 650 }),
    textOf(caption.subtitle, { ...texts, y: 50, size: 13 }),
    moved(styled(plot), PAD, HEAD),
  )
  let x = PAD
  const keyTop = HEAD + plot.clientHeight
  for (const key of frame.querySelectorAll<HTMLElement>('[data-key]')) {
    const mark = key.querySelector('svg')!
    picture.append(moved(styled(mark), x, keyTop + 2))
    picture.append(
      textOf(key.textContent, { x: x + 28, y: keyTop + 13, size: 13, page, plain: true }),
    )
    x += key.getBoundingClientRect().width + PAD
  }
  picture.append(textOf(caption.source, { ...texts, y: height - 10, size: 13 }))
  return picture
}

/** A picture as the bytes of a file: SVG as it is, PNG drawn at twice the density. */
export async function fileOf(picture: SVGSVGElement, type: 'svg' | 'png'): Promise<Blob> {
  const text = new XMLSerializer().serializeToString(picture)
  const svg = new Blob([text], { type: 'image/svg+xml' })
  if (type === 'svg') return svg
  const image = new Image()
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`
  await image.decode()
  const canvas = document.createElement('canvas')
  canvas.width = Number(picture.getAttribute('width')) * DENSITY
  canvas.height = Number(picture.getAttribute('height')) * DENSITY
  canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height)
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (blob === null) reject(new Error('The browser made no picture.'))
      else resolve(blob)
    }, 'image/png')
  })
}

/** Gives a file to whoever sits before the page. */
export function saveFile(file: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(file)
  link.download = name
  link.click()
  // Not at once: some browsers fetch it after the click.
  setTimeout(() => URL.revokeObjectURL(link.href), A_MINUTE_MS)
}

/** A copy of drawn marks that carries its styles with it. */
function styled(svg: SVGSVGElement): SVGSVGElement {
  const copy = svg.cloneNode(true) as SVGSVGElement
  const from = [svg, ...svg.querySelectorAll('*')]
  const to = [copy, ...copy.querySelectorAll('*')]
  from.forEach((element, i) => {
    const style = getComputedStyle(element)
    const target = to[i]!
    target.removeAttribute('class')
    for (const name of STYLED) target.setAttribute(name, style.getPropertyValue(name))
  })
  set(copy, { width: svg.clientWidth, height: svg.clientHeight })
  return copy
}

function moved(svg: SVGSVGElement, x: number, y: number): SVGSVGElement {
  set(svg, { x, y, overflow: 'visible' })
  return svg
}

function textOf(
  text: string,
  at: {
    readonly x: number
    readonly y: number
    readonly size: number
    readonly weight?: number
    readonly page: CSSStyleDeclaration
    /** Reads from left to right, as the plot does. */
    readonly plain?: boolean
  },
): SVGTextElement {
  const element = document.createElementNS(NS, 'text')
  set(element, {
    x: at.x,
    y: at.y,
    fill: at.page.color,
    direction: at.plain === true ? 'ltr' : at.page.direction,
    'font-family': at.page.fontFamily,
    'font-size': `${at.size}px`,
    'font-weight': at.weight ?? 400,
  })
  element.textContent = text
  return element
}

function set(element: Element, attributes: Readonly<Record<string, string | number>>): void {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value))
}
