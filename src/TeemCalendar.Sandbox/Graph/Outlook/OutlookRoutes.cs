using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.Graph.Outlook;

/// <summary>What lies under one user and belongs to his mailbox.</summary>
internal static class OutlookRoutes
{
    internal static WireAnswer Answer(GraphCall call, string user, string[] rest) => throw GraphRefusal.NoSegment(rest[0] + user + call.Version);
}
