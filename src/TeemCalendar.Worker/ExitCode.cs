namespace TeemCalendar.Worker;

/// <summary>What the shell is told.</summary>
internal static class ExitCode
{
    /// <summary>All is well.</summary>
    public const int Success = 0;

    /// <summary>A chapter of the guide failed, or the work could not be brought to its end.</summary>
    public const int ChapterFailed = 1;

    /// <summary>A row of the room list was refused, or the command line was: what was given has to be mended.</summary>
    public const int InputRefused = 2;

    /// <summary>Stopped by Ctrl+C; the number by which shells know it.</summary>
    public const int Stopped = 130;
}
