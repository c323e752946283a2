package language

import "wavetank/scenarios/document"

// inherit completes each pattern that says like = "another" with what that one
// says and it does not. A complaint about such a value points to where it stands.
func (r *reader) inherit(root document.Value) {
	patterns := root.Of("patterns")
	entries := patterns.Entries()
	if len(entries) > mostPatterns {
		return // collectNames complains
	}
	for _, c := range entries {
		if like, ok := c.Get("like"); ok {
			if base, ok := r.model(patterns, like); ok {
				c.Complete(base)
			}
		}
	}
}

// model returns the pattern that another is like. It stands on its own, so that a
// reader has two places to look at, and no more.
func (r *reader) model(patterns, like document.Value) (document.Value, bool) {
	name, ok := like.Val.(string)
	if !ok {
		r.Mistyped(like, "the name of another pattern")
		return document.Value{}, false
	}
	var others []string
	for _, other := range patterns.Entries() {
		if !other.Has("like") {
			others = append(others, other.Key)
		}
	}
	base, ok := patterns.Get(name)
	if !ok || base.Has("like") {
		r.Complain(like.At(), "there is no pattern %q that stands on its own", name).OneOf(name, others)
		return document.Value{}, false
	}
	return base, true
}
