package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"wavetank/scenarios"
	"wavetank/sim/typo"
)

// wrongFlag explains a flag that there is not, or that cannot have its value.
func wrongFlag(c *cobra.Command, err error) error {
	var unknown interface{ GetSpecifiedName() string }
	if errors.As(err, &unknown) && strings.HasPrefix(err.Error(), "unknown") {
		got := unknown.GetSpecifiedName()
		got = strings.Repeat("-", min(2, len(got))) + got
		for _, flag := range flagsAlike[got] {
			if c.Flags().Lookup(flag[2:]) != nil {
				return fmt.Errorf("%s has no flag %s: here it is %s", c.CommandPath(), got, flag)
			}
		}
		return fmt.Errorf("%s has no flag %s; %s%s", c.CommandPath(), got, typo.OrElse(got, flagNames(c)), elsewhere(c, got))
	}
	complaint, _, _ := strings.Cut(err.Error(), ": strconv.")
	return fmt.Errorf("%s; see %s --help", complaint, c.CommandPath())
}

// flagsAlike are flags of other commands, or of no command, and what does the same.
var flagsAlike = map[string][]string{
	"--sweep":    {"--over", "--knob"},
	"--over":     {"--sweep", "--knob"},
	"--knob":     {"--over", "--sweep"},
	"--variants": {"--only"},
	"--arms":     {"--only"},
	"--output":   {"--out"},
	"--runs":     {"--seeds"},
	"--workers":  {"--jobs"},
	"--parallel": {"--jobs"},
	"--verbose":  {"--details"},
}

// elsewhere says which commands have a flag that c has not.
func elsewhere(c *cobra.Command, flag string) string {
	var have []string
	for _, other := range c.Root().Commands() {
		if f := other.Flags().Lookup(strings.TrimLeft(flag, "-")); f != nil && !f.Hidden {
			have = append(have, other.Name())
		}
	}
	if len(have) == 0 {
		return ""
	}
	return "; it is a flag of " + strings.Join(have, ", ")
}

// flagNames returns the flags of a command as they are typed.
func flagNames(c *cobra.Command) []string {
	var names []string
	for line := range strings.Lines(c.Flags().FlagUsages()) {
		words := strings.Fields(line) // what explains a flag may name another
		if at := slices.IndexFunc(words, func(word string) bool { return strings.HasPrefix(word, "--") }); at >= 0 {
			names = append(names, words[at])
		}
	}
	return names
}

func oneName(what string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		switch {
		case len(args) == 0:
			return fmt.Errorf("%s needs %s, as in: %s circuit-breaker", c.CommandPath(), what, c.CommandPath())
		case len(args) > 1:
			return fmt.Errorf("%s takes one argument, not %d: %s", c.CommandPath(), len(args), strings.Join(args, " "))
		}
		return nil
	}
}

func completeNames(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return scenarios.Library(), cobra.ShellCompDirectiveDefault
}

func completeVariants(_ *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
	var names []string
	if len(args) > 0 {
		if s, err := scenarios.Open(args[0]); err == nil {
			for _, v := range s.Variants {
				names = append(names, v.Name)
			}
		}
	}
	return joined(names, typed), cobra.ShellCompDirectiveNoFileComp
}

// completePatterns completes names of a scenario's patterns, joined by commas.
func completePatterns(_ *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
	const asTyped = cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
	var words []string
	if len(args) > 0 {
		if s, err := scenarios.Open(args[0]); err == nil {
			for _, p := range s.Patterns {
				words = append(words, p.Name)
			}
		}
	}
	return joined(words, typed), asTyped
}

// joined returns the words that can come last in a list with commas, behind what is
// typed of it already.
func joined(words []string, typed string) []string {
	before := typed[:strings.LastIndex(typed, ",")+1]
	var lists []string
	for _, word := range words {
		if !slices.Contains(strings.Split(before, ","), word) {
			lists = append(lists, before+word)
		}
	}
	return lists
}

// helpCommand is cobra's, but for its status if there is no such command.
func helpCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "help [COMMAND]",
		Short: "Help about a command",
		RunE: func(c *cobra.Command, args []string) error {
			about, _, err := c.Root().Find(args)
			if err != nil {
				return err
			}
			return about.Help()
		},
	}
}

// quoted quotes each of several words.
func quoted(words []string) string {
	safe := make([]string, len(words))
	for i, word := range words {
		safe[i] = quote(word)
	}
	return strings.Join(safe, " ")
}

// quote makes a word safe to paste into a shell.
func quote(word string) string {
	safe := func(r rune) bool {
		return strings.ContainsRune("-_./:+,@%=", r) || '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
	}
	if word != "" && strings.IndexFunc(word, func(r rune) bool { return !safe(r) }) < 0 {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
