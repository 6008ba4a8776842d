using TeemCalendar.Core.Onboarding;

namespace TeemCalendar.Worker.Rehearsal;

/// <summary>The rooms of a rehearsal, and where they came from.</summary>
internal sealed record RoomSource(string Name, RoomListResult List)
{
    /// <summary>The mail domains of the rooms, in the order in which the list first uses them.</summary>
    public IReadOnlyList<string> Domains => List.Rooms.SelectMany(room => new[] { room.Mailbox, room.RoomList }).OfType<string>()
        .Select(address => address[(address.LastIndexOf('@') + 1)..]).Distinct(StringComparer.OrdinalIgnoreCase).ToList();

    /// <summary>Reads the file, or the sample rooms when there is none.</summary>
    public static RoomSource Read(FileInfo? file)
    {
        if (file is null)
        {
            using var sample = typeof(RoomSource).Assembly.GetManifestResourceStream("rooms.csv")!;
            return new("the sample rooms", RoomList.Read(sample));
        }
        try
        {
            return new(file.Name, RoomList.Read(file.FullName));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw WorkerFailure.Input($"--rooms: the room list cannot be read: {e.Message}", e);
        }
    }
}
