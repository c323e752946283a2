// Package play makes the playground: a page that runs the simulator in the browser.
//
//	site, err := play.Site(build)     // the page, the editor, the library's menu: all but the simulator
//	site.Simulator, err = play.Simulator(ctx)
//	err = site.Write(dir)             // for any host of static files
//	err = play.Serve(ctx, site, port, ready)
//
// The page asks its own host for its files and nobody for anything else; what somebody
// writes on it stays there. The simulator is compiled from the source around the working
// folder, by the go command, whose build cache makes the second time short.
package play
