/**
 * Logs as version 4 of the format wrote them, byte for byte: an article that is created, then
 * updated and deleted by one transaction with a key. Nothing says there what an update changed.
 */
export const VERSION_4_LOGS = {
  json: Buffer.from(
    [
      `72b66f05:{"format":"lithair.raftlog","version":4,"min_reader":4,"log_id":"a00087fbf7479cb86dfe747d23673f27","created_at":"2026-01-01T00:00:00.000Z","encoding":"json","salt":3294957949,"base_seq":0,"base_time":0,"base_crc":0,"schema":{"articles":{"version":1}}}`,
      `2e300c41:{"synced":0}`,
      `1c79a56a:{"seq":1,"event_type":"ArticleCreated","event_id":"article:a1:create:1","aggregate_id":"a1","timestamp":1767225600000001,"payload":{"id":"a1","title":"Été"}}`,
      `1a2621e1:{"seq":2,"event_type":"ArticleUpdated","event_id":"article:a1:update:2","aggregate_id":"a1","timestamp":1767225600000002,"tx_left":1,"idempotency_key":"k","fingerprint":"ffffffffffffffffffffffffffffffff","payload":{"id":"a1","title":"Mai"}}`,
      `8046f2ef:{"seq":3,"event_type":"ArticleDeleted","event_id":"article:a1:delete:3","aggregate_id":"a1","timestamp":1767225600000003,"payload":{"id":"a1"}}`,
      ``,
    ].join('\n'),
  ),
  'json, chained': Buffer.from(
    [
      `abc1a9cd:{"format":"lithair.raftlog","version":4,"min_reader":4,"log_id":"a00087fbf7479cb86dfe747d23673f27","created_at":"2026-01-01T00:00:00.000Z","encoding":"json","salt":3294957949,"base_seq":0,"base_time":0,"base_crc":0,"hash_chain":true,"schema":{"articles":{"version":1}}}`,
      `9db52d1f:{"synced":0}`,
      `a8e5faf0:{"hash":"8bf97981295ca8beadd747eaf87561222cff5b46d7d5cdb918a3333cfad2d2a1","seq":1,"event_type":"ArticleCreated","event_id":"article:a1:create:1","aggregate_id":"a1","timestamp":1767225600000001,"payload":{"id":"a1","title":"Été"}}`,
      `9af535b6:{"hash":"9a604700afd1c82f31cb59ed10edb07dc80ab19ad16cc61ce77dda7c230ddecf","seq":2,"event_type":"ArticleUpdated","event_id":"article:a1:update:2","aggregate_id":"a1","timestamp":1767225600000002,"tx_left":1,"idempotency_key":"k","fingerprint":"ffffffffffffffffffffffffffffffff","payload":{"id":"a1","title":"Mai"}}`,
      `a72a69b7:{"hash":"373b80ab7a0c852f06a962cf9f986c2b0f5e99ac75b979945847ee639881aacc","seq":3,"event_type":"ArticleDeleted","event_id":"article:a1:delete:3","aggregate_id":"a1","timestamp":1767225600000003,"payload":{"id":"a1"}}`,
      ``,
    ].join('\n'),
  ),
  binary: Buffer.from(
    'MDMzZWZlYzI6eyJmb3JtYXQiOiJsaXRoYWlyLnJhZnRsb2ciLCJ2ZXJzaW9uIjo0LCJtaW5fcmVhZGVyIjo0LCJs' +
      'b2dfaWQiOiJhMDAwODdmYmY3NDc5Y2I4NmRmZTc0N2QyMzY3M2YyNyIsImNyZWF0ZWRfYXQiOiIyMDI2LTAxLTAx' +
      'VDAwOjAwOjAwLjAwMFoiLCJlbmNvZGluZyI6ImJpbmFyeSIsInNhbHQiOjMyOTQ5NTc5NDksImJhc2Vfc2VxIjow' +
      'LCJiYXNlX3RpbWUiOjAsImJhc2VfY3JjIjowLCJzY2hlbWEiOnsiYXJ0aWNsZXMiOnsidmVyc2lvbiI6MX19fQpv' +
      'VN5Vwv4+AwoAAACRzwAAAAAAAAAAHefNwG9U3lVWAAAAmAHZDkFydGljbGVDcmVhdGVk2RNhcnRpY2xlOmExOmNy' +
      'ZWF0ZTox2QJhMc8ABkdIRiBAAQDA2wAAABt7ImlkIjoiYTEiLCJ0aXRsZSI6IsOJdMOpIn38BgQcHefNwHkAAACY' +
      'AtkOQXJ0aWNsZVVwZGF0ZWTZE2FydGljbGU6YTE6dXBkYXRlOjLZAmExzwAGR0hGIEACAZLZAWvZIGZmZmZmZmZm' +
      'ZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZm2wAAABl7ImlkIjoiYTEiLCJ0aXRsZSI6Ik1haSJ9tce3gPwGBBxGAAAA' +
      'mAPZDkFydGljbGVEZWxldGVk2RNhcnRpY2xlOmExOmRlbGV0ZToz2QJhMc8ABkdIRiBAAwDA2wAAAAt7ImlkIjoi' +
      'YTEifQ==',
    'base64',
  ),
  'binary, chained': Buffer.from(
    'ZTQzYmRmNjE6eyJmb3JtYXQiOiJsaXRoYWlyLnJhZnRsb2ciLCJ2ZXJzaW9uIjo0LCJtaW5fcmVhZGVyIjo0LCJs' +
      'b2dfaWQiOiJhMDAwODdmYmY3NDc5Y2I4NmRmZTc0N2QyMzY3M2YyNyIsImNyZWF0ZWRfYXQiOiIyMDI2LTAxLTAx' +
      'VDAwOjAwOjAwLjAwMFoiLCJlbmNvZGluZyI6ImJpbmFyeSIsInNhbHQiOjMyOTQ5NTc5NDksImJhc2Vfc2VxIjow' +
      'LCJiYXNlX3RpbWUiOjAsImJhc2VfY3JjIjowLCJoYXNoX2NoYWluIjp0cnVlLCJzY2hlbWEiOnsiYXJ0aWNsZXMi' +
      'OnsidmVyc2lvbiI6MX19fQpRSZEIYd875AoAAACRzwAAAAAAAAAAEBcZBlFJkQh4AAAAmcQgi29p/4FuMFYtcrxy' +
      'jjtHH2sCVRExaJC1QjIPJIAUbHMB2Q5BcnRpY2xlQ3JlYXRlZNkTYXJ0aWNsZTphMTpjcmVhdGU6MdkCYTHPAAZH' +
      'SEYgQAEAwNsAAAAbeyJpZCI6ImExIiwidGl0bGUiOiLDiXTDqSJ9Om2uIBAXGQabAAAAmcQgdn9td1FtbWijMDC0' +
      'ub2sYETK5gpajEfj6OEnRjBPMDkC2Q5BcnRpY2xlVXBkYXRlZNkTYXJ0aWNsZTphMTp1cGRhdGU6MtkCYTHPAAZH' +
      'SEYgQAIBktkBa9kgZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmbbAAAAGXsiaWQiOiJhMSIsInRpdGxl' +
      'IjoiTWFpIn39tdQIOm2uIGgAAACZxCAMM6rbvGhfQjwaYyr8T8VgaGPd0iOvjlbBrm1ZG1BZrwPZDkFydGljbGVE' +
      'ZWxldGVk2RNhcnRpY2xlOmExOmRlbGV0ZToz2QJhMc8ABkdIRiBAAwDA2wAAAAt7ImlkIjoiYTEifQ==',
    'base64',
  ),
} as const;
