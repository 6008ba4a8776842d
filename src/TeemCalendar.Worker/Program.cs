Console.WriteLine("TeemCalendar worker");
