package reports

import (
	"strings"
	"testing"
)

func TestLongLinesGoOnUnderTheirColumn(t *testing.T) {
	s := Screen{Width: 30}
	var b strings.Builder
	s.Fold(&b, "short  enough\nname   a meaning that is longer than the screen is wide\n  and words without a column that do not fit\n")
	if want := "short  enough\nname   a meaning that is\n       longer than the screen\n       is wide\n  and words without a\n      column that do not fit\n"; b.String() != want {
		t.Errorf("it prints\n%s", b.String())
	}
}

func TestProseIsFilled(t *testing.T) {
	s := Screen{Width: 40}
	var b strings.Builder
	s.Fill(&b, "Prose that was\nbroken early.\n\n  term  means something\n        that goes on\n  other  means more\n\n\tto be copied  as it is\n")
	if want := "Prose that was broken early.\n\n  term  means something that goes on\n  other  means more\n\n\tto be copied  as it is\n"; b.String() != want {
		t.Errorf("it prints\n%s", b.String())
	}
}

func TestMeaningsStandBesideTheirWords(t *testing.T) {
	s := Screen{Width: 30}
	var b strings.Builder
	s.Meanings(&b, "  ", [][]string{{"rate", "of requests", "how many there are in each second"}, {"arrivals", "", "when"}})
	if want := "  rate      of requests\n            how many there are\n            in each second\n  arrivals  when\n"; b.String() != want {
		t.Errorf("it prints\n%s", b.String())
	}
}
