package quorum

import (
	"cmp"
	"slices"
)

// A Dot names one write: the Count-th of its Writer.
type Dot struct{ Writer, Count int64 }

// A Vector is what a version knows: for each writer, up to which of its writes.
// It is kept in the order of the writers. The nil Vector knows nothing.
type Vector []Dot

// Knows reports whether the vector has seen a write.
func (v Vector) Knows(d Dot) bool {
	i, ok := v.find(d.Writer)
	return ok && v[i].Count >= d.Count
}

func (v Vector) find(writer int64) (int, bool) {
	return slices.BinarySearchFunc(v, writer, func(d Dot, w int64) int { return cmp.Compare(d.Writer, w) })
}

// With returns a vector that has also seen d.
func (v Vector) With(d Dot) Vector {
	i, ok := v.find(d.Writer)
	switch {
	case !ok:
		return slices.Insert(slices.Clone(v), i, d)
	case v[i].Count >= d.Count:
		return v
	}
	v = slices.Clone(v)
	v[i] = d
	return v
}

// Build returns a vector that has seen what either has.
func (v Vector) Join(u Vector) Vector {
	for _, d := range u {
		v = v.With(d)
	}
	return v
}

// A Version is what one write left: a value, when it was written as far as its
// coordinator's clock told, and which earlier versions it knows of.
type Version struct {
	Token int64
	Stamp int64 // nanoseconds
	Dot   Dot
	Knows Vector // itself included
}

// Supersedes reports whether v knows of u, so that u can go.
func (v Version) Supersedes(u Version) bool { return v.Dot != u.Dot && v.Knows.Knows(u.Dot) }

// later is the order of last-writer-wins. It is total, so that all replicas keep
// the same version.
func later(a, b Version) int {
	return cmp.Or(cmp.Compare(a.Stamp, b.Stamp), cmp.Compare(a.Dot.Writer, b.Dot.Writer), cmp.Compare(a.Dot.Count, b.Dot.Count))
}

// Versions are what is kept of an item, in the order of last-writer-wins: one
// version, or siblings that do not know of each other.
type Versions []Version

// Winner returns the last of the versions, or the zero Version if there is none.
func (s Versions) Winner() Version {
	if len(s) == 0 {
		return Version{}
	}
	return s[len(s)-1]
}

// Knows returns what the versions know together.
func (s Versions) Knows() (all Vector) {
	for _, v := range s {
		all = all.Join(v.Knows)
	}
	return all
}

// Equal reports whether both hold the same versions.
func (s Versions) Equal(t Versions) bool {
	return slices.EqualFunc(s, t, func(a, b Version) bool { return a.Dot == b.Dot })
}

// Merge adds versions to s and drops those that others supersede. Of what is then
// left it keeps the last only, if siblings are not wanted, and returns what that
// cost: versions that the last one knows nothing of.
func (s Versions) Merge(more Versions, siblings bool) (merged, discarded Versions) {
	all := slices.Concat(s, more)
	for i, v := range all {
		if slices.ContainsFunc(all[:i], func(u Version) bool { return u.Dot == v.Dot }) ||
			slices.ContainsFunc(all, func(u Version) bool { return u.Supersedes(v) && (siblings || later(u, v) > 0) }) {
			continue
		}
		merged = append(merged, v)
	}
	slices.SortFunc(merged, later)
	if !siblings && len(merged) > 1 {
		last := len(merged) - 1
		merged, discarded = merged[last:], merged[:last]
	}
	return merged, discarded
}
