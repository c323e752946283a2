package saga

import "testing"

// BenchmarkSaga is the coordinator's machine through one saga, forth and back.
func BenchmarkSaga(b *testing.B) {
	c := trip(nil)
	for _, answers := range [][]Answer{{Done, Done, Done}, {Done, Done, Refused, Done, Done}} {
		b.Run([]string{3: "completed", 5: "compensated"}[len(answers)], func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				s := New(c)
				for _, a := range answers {
					s.Told(a)
				}
				if !s.State().Final() {
					b.Fatal(s.State())
				}
			}
		})
	}
}
