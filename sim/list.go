package sim

// A List is a doubly linked list that allocates nothing: the items bring their
// own links. The zero List is empty.
//
// An item has an Element for each list that it can be in at a time.
type List[T any] struct {
	first, last *Element[T] // oldest to newest
	len         int64
}

// An Element is a field of an item by which one list holds it. The zero Element
// is in no list.
type Element[T any] struct {
	prev, next *Element[T]
	item       *T
}

// Len returns how many items the list holds.
func (l *List[T]) Len() int64 { return l.len }

// First returns the oldest item, or nil.
func (l *List[T]) First() *T {
	if l.first == nil {
		return nil
	}
	return l.first.item
}

// Last returns the newest item, or nil.
func (l *List[T]) Last() *T {
	if l.last == nil {
		return nil
	}
	return l.last.item
}

// Add appends an item by its element e, which must be in no list. It is not inlined, nor
// is Remove: the code that a request runs through would not fit into the processor's
// cache of instructions any more.
//
//go:noinline
func (l *List[T]) Add(e *Element[T], item *T) {
	e.prev, e.item = l.last, item
	if l.last == nil {
		l.first = e
	} else {
		l.last.next = e
	}
	l.last = e
	l.len++
}

// Remove takes out the item whose element e is. The list must hold it.
//
//go:noinline
func (l *List[T]) Remove(e *Element[T]) {
	if e.prev == nil {
		l.first = e.next
	} else {
		e.prev.next = e.next
	}
	if e.next == nil {
		l.last = e.prev
	} else {
		e.next.prev = e.prev
	}
	*e = Element[T]{}
	l.len--
}

// A Spare keeps things that are done with, to be used again.
type Spare[T any] []*T

// Take takes one out, as it was put in, or makes one.
func (s *Spare[T]) Take() *T {
	last := len(*s) - 1
	if last < 0 {
		return new(T)
	}
	x := (*s)[last]
	*s = (*s)[:last]
	return x
}

// Put keeps one.
func (s *Spare[T]) Put(x *T) { *s = append(*s, x) }
