namespace TeemCalendar.Worker.Rehearsal;

internal static class Rehearsal
{
    public static Task<int> RunAsync(RehearsalOptions options, TextWriter output, TextWriter error, CancellationToken cancel)
    {
        options.CheckFiles();
        var source = RoomSource.Read(options.Rooms);
        return Task.FromResult(source.List.Refusals.Count > 0 ? ExitCode.InputRefused : ExitCode.Success);
    }
}
