package language

import (
	"wavetank/patterns"
	"wavetank/patterns/knob"
	"wavetank/scenarios/fault"
)

// JSONSchema returns the JSON Schema of a scenario, draft 2020-12, for editors of
// TOML. Whatever it refuses Load refuses too. Names that stand for nothing, the
// size of what is written as text, and what takes the whole scenario to judge are
// beyond it.
func JSONSchema(o Options) knob.Schema {
	root := knob.SchemaOf(&Scenario{})
	root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	root["title"] = "a scenario of wavetank"
	root["$defs"] = knob.Schema{"call": callSchema(), "edges": edgesSchema()}
	keys := root["properties"].(knob.Schema)
	for key, of := range map[string]knob.Schema{
		"nodes": nodeSchema(o.Regions), "loads": loadSchema(o.Regions), "patterns": patternSchema(o.Catalog),
		"variants": list(knob.Schema{"type": "string"}),
	} {
		keys[key] = named(of)
	}
	keys["links"] = knob.Schema{"type": "object", "additionalProperties": knob.SchemaOf(&Link{})}
	keys["variants"].(knob.Schema)["minProperties"] = 1
	keys["faults"] = list(faultSchema())
	keys["expect"] = list(knob.SchemaOf(&Expect{}))
	keys["invariant"] = list(knob.SchemaOf(&Invariant{}))
	keys["storm"] = knob.SchemaOf(&StormTable{})
	return root
}

func list(of any) knob.Schema { return knob.Schema{"type": "array", "items": of} }

// named is a table of tables that have names: see IsName.
func named(of knob.Schema) knob.Schema {
	name := knob.Schema{"pattern": "^[A-Za-z]([A-Za-z0-9_-]{0,62}[A-Za-z0-9_])?$"}
	return knob.Schema{"type": "object", "propertyNames": name, "additionalProperties": of}
}

// with adds a key to the schema of a table.
func with(table knob.Schema, key string, of any) knob.Schema {
	table["properties"].(knob.Schema)[key] = of
	return table
}

func nodeSchema(regions []string) knob.Schema {
	route := with(knob.SchemaOf(&Route{}), "calls", list(reference("call")))
	node := with(knob.SchemaOf(&Node{}), "routes", named(route))
	region := knob.Schema{"enum": regions}
	return with(with(node, "region", region), "regions", list(region))
}

func reference(name string) knob.Schema { return knob.Schema{"$ref": "#/$defs/" + name} }

// callSchema is of a route, a list of calls made in parallel, or a table of either.
func callSchema() knob.Schema {
	group := with(knob.SchemaOf(&groupCall{}), "parallel", list(reference("call")))
	group["required"] = []string{"parallel"}
	return knob.Schema{"anyOf": []any{knob.Schema{"type": "string"}, list(reference("call")), knob.SchemaOf(&Call{}), group}}
}

func edgesSchema() knob.Schema {
	text := knob.Schema{"type": "string"}
	return knob.Schema{"anyOf": []any{text, knob.Schema{"type": "array", "items": text, "minItems": 1, "uniqueItems": true}}}
}

func loadSchema(regions []string) knob.Schema {
	weight := knob.Schema{"type": "integer", "minimum": 0, "maximum": heaviest}
	to := knob.Schema{"anyOf": []any{knob.Schema{"type": "string"}, knob.Schema{"type": "object", "additionalProperties": weight}}}
	s := with(knob.SchemaOf(&Workload{}), "to", to)
	s["required"] = []string{"to"}
	return with(s, "region", knob.Schema{"enum": regions})
}

// byKind is the schema of a table whose other keys depend on its kind.
func byKind(kinds []string, of func(kind string) knob.Schema) knob.Schema {
	var rules []any
	for _, kind := range kinds {
		is := knob.Schema{"properties": knob.Schema{"kind": knob.Schema{"const": kind}}, "required": []string{"kind"}}
		rules = append(rules, knob.Schema{"if": is, "then": with(of(kind), "kind", true)})
	}
	kind := knob.Schema{"enum": kinds}
	return knob.Schema{"type": "object", "properties": knob.Schema{"kind": kind}, "required": []string{"kind"}, "allOf": rules}
}

func faultSchema() knob.Schema {
	return byKind(fault.KindNames(), func(kind string) knob.Schema {
		return knob.SchemaOf(&faultHead{}, &fault.Schedule{}, fault.New(kind))
	})
}

// patternSchema leaves alone what is like another pattern: the other says the rest.
func patternSchema(all []patterns.Pattern) knob.Schema {
	var kinds []string
	configs := make(map[string]any)
	for _, p := range all {
		kinds = append(kinds, p.Kind)
		configs[p.Kind] = p.Config()
	}
	own := byKind(kinds, func(kind string) knob.Schema {
		return with(knob.SchemaOf(configs[kind]), "on", reference("edges"))
	})
	own["required"] = []string{"kind", "on"}
	like := knob.Schema{"properties": knob.Schema{"like": knob.Schema{"type": "string"}}}
	return knob.Schema{"type": "object", "if": knob.Schema{"required": []string{"like"}}, "then": like, "else": own}
}
