namespace TeemCalendar.Core.Tests.Guide.AnyOrder;

/// <summary>The guide's chapters, in the guide's order.</summary>
public enum Piece { ServiceAccount, Rooms, Settings, Application, Impersonation, Delegate, CalendarAccount, Calendars, SummaryMail }
