// Decodes OTLP metrics in protobuf with OpenTelemetry's own generated code and prints the exemplars of its histograms as JSON.
// usage: node decode-metrics.cjs FOLDER_OF_node_modules FILE
const root = require(require('path').resolve(process.argv[2], '@opentelemetry/otlp-transformer/build/src/generated/root.js'));
const request = root.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
const decoded = request.toObject(request.decode(require('fs').readFileSync(process.argv[3])), { longs: String, bytes: String });
const exemplars = decoded.resourceMetrics.flatMap(resource => resource.scopeMetrics).flatMap(scope => scope.metrics).flatMap(metric =>
  (metric.histogram?.dataPoints ?? []).flatMap(point => (point.exemplars ?? []).filter(one => one.traceId).map(one => ({
    metric: metric.name, trace: one.traceId, value: one.asDouble,
    attributes: Object.fromEntries(point.attributes.map(a => [a.key, a.value.stringValue])),
  }))));
console.log(JSON.stringify(exemplars));
