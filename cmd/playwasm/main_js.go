package main

import "syscall/js"

// main gives the page or worker that loads the program a function wavetank(question)
// that returns the answer.
func main() {
	var s simulator
	js.Global().Set("wavetank", js.FuncOf(func(_ js.Value, args []js.Value) any {
		return string(s.reply([]byte(args[0].String())))
	}))
	select {}
}
