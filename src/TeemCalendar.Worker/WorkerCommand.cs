using System.CommandLine;
using TeemCalendar.Core;
using TeemCalendar.Worker.Loopback;
using TeemCalendar.Worker.Rehearsal;
using TeemCalendar.Worker.Sync;

namespace TeemCalendar.Worker;

/// <summary>The command line of the worker.</summary>
internal static class WorkerCommand
{
    /// <summary>Runs one command line to its end.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="output">Where the account of the work goes.</param>
    /// <param name="error">Where everything goes that a person has to mend.</param>
    /// <param name="cancel">Stops the command; Ctrl+C does the same.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error, CancellationToken cancel = default)
    {
        var root = new RootCommand("Connects the room calendars of an Office 365 tenant to Teem, without PowerShell: keeps them in step, or rehearses everything in a sandbox tenant.")
        {
            RehearseCommand.Create(),
            SyncCommand.Create(),
            SandboxCommand.Create(),
        };
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var mistake in parsed.Errors) await error.WriteLineAsync(mistake.Message);
            await error.WriteLineAsync($"Run '{root.Name} {string.Concat(root.Subcommands.Where(c => parsed.CommandResult.Command == c).Select(c => c.Name + " "))}--help' to see what can be given.");
            return ExitCode.InputRefused;
        }
        // Time to end in order after Ctrl+C: what the tenant did is written down.
        var configuration = new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(30) };
        return await parsed.InvokeAsync(configuration, cancel);
    }

    /// <summary>Lets a command run, and turns what ends it early into a sentence and an exit code.</summary>
    public static void SetGuardedAction(this Command command, Func<ParseResult, CancellationToken, Task<int>> action) => command.SetAction(async (parsed, cancel) =>
    {
        var error = parsed.InvocationConfiguration.Error;
        try
        {
            return await action(parsed, cancel);
        }
        catch (WorkerFailure e)
        {
            await error.WriteLineAsync(e.Message);
            return e.ExitCode;
        }
        catch (TeemException e)
        {
            await error.WriteLineAsync(e.Explained);
            return ExitCode.ChapterFailed;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            await error.WriteLineAsync("Stopped. What was done stays done: the same command goes on from there when it was given --tenant and --store.");
            return ExitCode.Stopped;
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            await error.WriteLineAsync($"The {command.Name} could not be brought to its end: {e.Message}");
            return ExitCode.ChapterFailed;
        }
    });
}
