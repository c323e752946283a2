package reports

import _ "embed"

// ResultSchema is the JSON Schema, draft 2020-12, of everything that is written as JSON:
// runs, comparisons, sweeps, factorials, hunts, knees and tunings.
//
//go:embed results.schema.json
var ResultSchema []byte
