package scenarios

// inherit completes each pattern that says like = "another" with what that one
// says and it does not. A complaint about such a value points to where it stands.
func (r *reader) inherit(root cursor) {
	patterns, _ := root.get("patterns")
	names := patterns.keys()
	if len(names) > mostPatterns {
		return // collectNames complains
	}
	for _, name := range names {
		c, _ := patterns.get(name)
		like, ok := c.get("like")
		if !ok {
			continue
		}
		base, ok := r.model(patterns, like)
		if !ok {
			continue
		}
		for _, key := range base.keys() {
			if c.has(key) {
				continue
			}
			value, _ := base.get(key)
			c.val.(map[string]any)[key] = value.val
			c.at.enter(key, value.at.key)
			c.at.kids[key] = value.at
		}
	}
}

// model returns the pattern that another is like. It stands on its own, so that a
// reader has two places to look at, and no more.
func (r *reader) model(patterns, like cursor) (cursor, bool) {
	name, ok := like.val.(string)
	if !ok {
		r.mistyped(like, "the name of another pattern")
		return cursor{}, false
	}
	var others []string
	for _, key := range patterns.keys() {
		if other, _ := patterns.get(key); !other.has("like") {
			others = append(others, key)
		}
	}
	base, ok := patterns.get(name)
	if !ok || base.has("like") {
		r.add(like.at.value, "there is no pattern %q that stands on its own", name).oneOf(name, others)
		return cursor{}, false
	}
	return base, true
}
