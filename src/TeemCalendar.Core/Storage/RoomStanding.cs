namespace TeemCalendar.Core.Storage;

/// <summary>How a room stood after its last round.</summary>
/// <param name="State">How far it was read; null when its whole window has to be read.</param>
/// <param name="Hold">The removals that wait; null when none do.</param>
/// <param name="Failure">Why it could not be read; null when it could.</param>
internal sealed record RoomStanding(DeltaState? State, HeldRemovals? Hold, RoomFailure? Failure);

/// <summary>A room that could not be read when it was tried last.</summary>
/// <param name="Since">Since when (UTC).</param>
/// <param name="Times">How often in a row, as far as it was written down.</param>
/// <param name="Cause">A stable word for it.</param>
/// <param name="Detail">The sentence.</param>
internal sealed record RoomFailure(DateTimeOffset Since, int Times, string? Cause, string? Detail);
