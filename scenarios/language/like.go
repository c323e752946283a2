package language

import (
	"slices"
	"strings"

	"wavetank/scenarios/document"
)

// inherit completes each pattern that says like = "another" with what that one says and
// it does not, which may be like another in turn. A complaint about such a value points to
// where it stands.
func (r *reader) inherit(root document.Value) {
	patterns := root.Of("patterns")
	entries := patterns.Entries()
	if len(entries) > mostPatterns {
		return // collectNames complains
	}
	done := make(map[string]bool)
	for _, c := range entries {
		r.complete(patterns, c, nil, done)
	}
}

// complete completes one pattern, after the one that it is like. Path is the patterns that
// led to it, each like the next.
func (r *reader) complete(patterns, c document.Value, path []string, done map[string]bool) bool {
	like, ok := c.Get("like")
	if !ok || done[c.Key] {
		return true
	}
	name, isText := like.Val.(string)
	if !isText {
		r.Mistyped(like, "the name of another pattern")
		return false
	}
	path = append(path, c.Key)
	if i := slices.Index(path, name); i >= 0 {
		r.Complain(like.At(), "%s is like itself: %s", name, strings.Join(append(path[i:], name), " is like ")).Allow("a pattern at the end that says its kind")
		return false
	}
	base, ok := patterns.Get(name)
	if !ok {
		r.Complain(like.At(), "there is no pattern %q", name).OneOf(name, patterns.Keys())
		return false
	}
	if !r.complete(patterns, base, path, done) {
		return false
	}
	done[c.Key] = true
	c.Complete(base)
	return true
}
