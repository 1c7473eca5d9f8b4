// Decodes an OTLP protobuf file with OpenTelemetry's own generated code and prints what is in it as JSON.
// usage: node decode-otlp.cjs FOLDER_OF_node_modules FILE
const path = require('path');
const fs = require('fs');
const root = require(path.resolve(process.argv[2], '@opentelemetry/otlp-transformer/build/src/generated/root.js'));
const request = root.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
const decoded = request.toObject(request.decode(fs.readFileSync(process.argv[3])), { longs: String, bytes: String });
const spans = [], services = new Set(), attributes = new Set();
const note = list => { for (const a of list ?? []) attributes.add(a.key); };
for (const resource of decoded.resourceSpans) {
  note(resource.resource.attributes);
  for (const a of resource.resource.attributes) if (a.key === 'service.name') services.add(a.value.stringValue);
  for (const scope of resource.scopeSpans) {
    for (const span of scope.spans) {
      note(span.attributes);
      for (const event of span.events ?? []) note(event.attributes);
      for (const link of span.links ?? []) note(link.attributes);
      spans.push({
        trace: span.traceId, id: span.spanId, parent: span.parentSpanId ?? '', name: span.name, start: span.startTimeUnixNano, end: span.endTimeUnixNano,
        code: span.status?.code ?? 0, message: span.status?.message ?? '', events: (span.events ?? []).map(e => e.name),
        links: (span.links ?? []).map(l => ({ trace: l.traceId, id: l.spanId, why: l.attributes[0].value.stringValue })),
        attributes: Object.fromEntries((span.attributes ?? []).map(a => [a.key, a.value.stringValue ?? a.value.intValue ?? a.value.boolValue])),
      });
    }
  }
}
console.log(JSON.stringify({ services: [...services], attributes: [...attributes].sort(), spans }));
