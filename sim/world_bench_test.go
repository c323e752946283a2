package sim

import (
	"fmt"
	"testing"
	"time"
)

func BenchmarkProcess(b *testing.B) {
	for _, n := range []int{1, 100, 10_000} {
		b.Run(fmt.Sprint("sleep/", n), func(b *testing.B) {
			w := New(Config{Seed: 1})
			defer w.Close()
			for range n {
				w.Go(w.Owner("node"), func(p *Proc) {
					for {
						p.Sleep(1)
					}
				})
			}
			measure(b, w, func() {})
		})
	}
	b.Run("spawn and finish", func(b *testing.B) {
		w := New(Config{Seed: 1})
		defer w.Close()
		o := w.Owner("node")
		measure(b, w, func() { w.Go(o, finish) })
	})
	b.Run("wake", func(b *testing.B) {
		w := New(Config{Seed: 1})
		defer w.Close()
		p := w.Go(w.Owner("node"), func(p *Proc) {
			for {
				p.Park()
			}
		})
		w.step(Forever)
		measure(b, w, p.Wake)
	})
}

// measure times one event at a time, before which prepare is called.
func measure(b *testing.B, w *World, prepare func()) {
	b.ReportAllocs()
	for b.Loop() {
		prepare()
		w.step(Forever)
	}
}

func BenchmarkEmit(b *testing.B) {
	w := New(Config{Seed: 1})
	o, load := w.Owner("node"), w.Owner("load")
	sum := int64(0)
	for _, sinks := range []int{0, 1} {
		b.Run(fmt.Sprint("sinks/", sinks), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				w.Emit(Fact{Kind: AttemptSent, Owner: o, Peer: o, Load: load, Key: 1, Value: 2, Extra: 3})
			}
		})
		w.Attach(SinkFunc(func(f *Fact) { sum += f.Value }))
	}
}

func BenchmarkAtAndCancel(b *testing.B) {
	for _, n := range []int{0, 1000, 100_000} {
		b.Run(fmt.Sprint("among/", n), func(b *testing.B) {
			w := New(Config{Seed: 1})
			o, luck := w.Owner("node"), w.Stream("timers")
			for range n {
				w.After(luck.Between(0, time.Second), o, Func(func() {}))
			}
			b.ReportAllocs()
			for b.Loop() {
				w.Cancel(w.After(luck.Between(0, time.Second), o, Func(func() {})))
			}
		})
	}
}
