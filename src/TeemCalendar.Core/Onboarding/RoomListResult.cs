namespace TeemCalendar.Core.Onboarding;

/// <summary>What a room list gave: the rooms that can be taken, and one refusal for each row that cannot.</summary>
/// <param name="Rooms">The rooms, in the order of the file.</param>
/// <param name="Refusals">The rows that were refused, in the order of the file. A list without any room has one for the list itself.</param>
public sealed record RoomListResult(IReadOnlyList<Room> Rooms, IReadOnlyList<RoomRefusal> Refusals);
