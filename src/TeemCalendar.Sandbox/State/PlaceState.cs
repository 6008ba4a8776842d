namespace TeemCalendar.Sandbox.State;

/// <summary>A building, floor, section or desk. Rooms and workspaces are mailboxes, and hang in the same tree by their parent.</summary>
internal sealed class PlaceObject
{
    public Guid Id { get; set; }
    public string Kind { get; set; } = "building";                // building, floor, section, desk
    public string DisplayName { get; set; } = "";
    public PlaceData Data { get; set; } = new();
}
