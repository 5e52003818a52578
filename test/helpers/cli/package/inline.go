// Runs a Pulumi program in Go without a language host, by the Automation API: a preview, an update, and a preview that must
// find nothing to do. The argument is the project's folder.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/pulumi/pulumi/sdk/v3/go/auto"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optpreview"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// must returns a value, or ends the program with its error.
func must[T any](value T, err error) T {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	return value
}

func runInline(program pulumi.RunFunc) {
	ctx := context.Background()
	folder := auto.WorkDir(os.Args[1])
	stack := must(auto.UpsertStackInlineSource(ctx, "dev", "inline", program, folder))
	fmt.Println(must(stack.Preview(ctx, optpreview.Diff())).StdOut)
	fmt.Println(must(stack.Up(ctx)).StdOut)
	fmt.Println(must(stack.Preview(ctx, optpreview.ExpectNoChanges())).StdOut)
}
