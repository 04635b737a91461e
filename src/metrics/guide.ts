import { DIMENSIONS } from './dimensions/dimensions.ts'
import { METRICS } from './catalogue.ts'

/** The metric guide: every definition as a page of text, made from the declarations. */
export function metricGuide(): string {
  const metrics = METRICS.map((m) => {
    const facts = [
      `kind: ${m.measure.kind}`,
      `unit: ${m.unit}`,
      `by: ${m.dimensions.join(', ')}`,
      `grains: ${m.grains.join(', ')}`,
      m.additive ? 'additive over time' : 'not additive',
      `needs: ${m.needs.join(', ')}`,
    ]
    return `## ${m.label}\n\n\`${m.name}\`\n\n${m.doc}\n\n${facts.map((f) => `- ${f}`).join('\n')}\n`
  })
  const dimensions = DIMENSIONS.map((d) => `- **${d.label}** (\`${d.name}\`): ${d.doc}`)
  return [
    '# Metrics',
    '',
    'Made from the declarations by `npm run docs`. Periods are half-open: the first day after is not in them.',
    '',
    metrics.join('\n'),
    '## Dimensions',
    '',
    dimensions.join('\n'),
    '',
  ].join('\n')
}
