namespace TeemCalendar.Worker;

/// <summary>Ends a command with a sentence for the person at the prompt: what failed, why, and what to do.</summary>
internal sealed class WorkerFailure(int exitCode, string message, Exception? inner = null) : Exception(message, inner)
{
    public int ExitCode => exitCode;

    /// <summary>What was given on the command line cannot be used.</summary>
    public static WorkerFailure Input(string message, Exception? inner = null) => new(Worker.ExitCode.InputRefused, message, inner);
}
