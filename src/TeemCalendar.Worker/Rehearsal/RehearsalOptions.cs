using TeemCalendar.Sandbox;

namespace TeemCalendar.Worker.Rehearsal;

/// <summary>What a rehearsal was asked to do.</summary>
internal sealed record RehearsalOptions(FileInfo? Rooms, AccessMode Access, FileInfo? Json, FileInfo? Store, FileInfo? Tenant, int? Seed, SandboxHistory History, int Rounds, FileInfo? Report, FileInfo? Weather)
{
    /// <summary>Finds out before the beginning what would fail at the end.</summary>
    public void CheckFiles()
    {
        OutputFile.RefuseSame([("--rooms", Rooms), ("--json", Json), ("--store", Store), ("--tenant", Tenant), ("--report", Report), ("--weather", Weather)]);
        OutputFile.Check("--json", Json);
        OutputFile.Check("--store", Store);
        OutputFile.Check("--tenant", Tenant);
        OutputFile.Check("--report", Report);
    }
}
